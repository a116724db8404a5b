"""Everything that changes courses, units and runs outside the editor's own saving of drafts."""
