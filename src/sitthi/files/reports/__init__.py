"""What was found in a claim set, written for the people who mend it: a workbook, a CSV or JSON."""
