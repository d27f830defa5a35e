"""What a person sees and does, in headless Chromium, on a demonstration that the product made itself."""
