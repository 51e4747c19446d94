"""What is Thai about dates, digits, periods and order, and nothing else."""
