"""What a data-exchange format is: its files, their fields, keys, links and older layouts, all of them data."""
