"""Many entries typed or pasted at once."""
