"""What an employer writes down about itself, readable by nobody else."""
