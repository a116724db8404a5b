"""How the catalogue finds: words, what is kept of each course, and what a process holds ready. Used by queries."""
