"""Users with nothing of auth.User's but what the admin asks for."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class People(BaseUserManager):
    def create_superuser(self, login, password=None, **fields):
        person = self.model(login=login, is_staff=True, is_superuser=True, **fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    login = models.CharField(max_length=100, unique=True)
    mail = models.EmailField(blank=True)
    is_staff = models.BooleanField(default=False)

    objects = People()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "mail"
