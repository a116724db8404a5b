"""A Django project that is not this one: what docs/scorm.md says, and nothing else."""
