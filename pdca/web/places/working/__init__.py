"""What waits for me: my work, requests to decide, my absence, language and deputy."""
