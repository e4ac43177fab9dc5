"""Sources in, records out: files and addresses, Markdown and YAML, each field with its place."""
