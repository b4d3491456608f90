"""Writing statements: asked for field by field, checked, and put into the Turtle files in place."""
