"""Every write about learning: enrolments and progress."""
