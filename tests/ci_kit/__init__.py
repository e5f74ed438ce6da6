"""What a CI job uses of this checkout, tried as there: the action, the image's steps, the docs' commands."""
