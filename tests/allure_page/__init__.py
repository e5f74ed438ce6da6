"""What `--alluredir` writes, and the page that Allure makes of it."""
