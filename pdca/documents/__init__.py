"""What leaves the product as a document: PDF and iCalendar."""
