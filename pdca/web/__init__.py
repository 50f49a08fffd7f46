"""The pages: what people see in a browser. Server-rendered; everything essential works without JavaScript."""
