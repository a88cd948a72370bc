"""The label designer's parts: geometry, document, canvas, rulers, properties, and their records."""
