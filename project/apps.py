"""Loads the queue's application with Django, so that tasks know their broker in every process."""

from django.apps import AppConfig

from project.celery import app as celery_app

__all__ = ["ProjectConfig", "celery_app"]


class ProjectConfig(AppConfig):
    name = "project"
