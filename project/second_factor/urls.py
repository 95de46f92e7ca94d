"""Below the admin's address, where sessions are."""

from django.urls import path

from project.second_factor import views

urlpatterns = [
    path("", views.setup, name="second_factor_setup"),
    path("code/", views.code, name="second_factor_code"),
    path("recovery-codes/", views.renew, name="second_factor_renew"),
    path("off/", views.off, name="second_factor_off"),
]
