"""What a page is made of: words, icons, forms and templates."""
