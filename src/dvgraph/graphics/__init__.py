"""SVG pictures: palette, axes, text and shapes."""
