SECRET_KEY = "only for a benchmark"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "site_project.urls"
INSTALLED_APPS = ["django.contrib.staticfiles"]
STATIC_URL = "static/"
STATIC_ROOT = "collected"
