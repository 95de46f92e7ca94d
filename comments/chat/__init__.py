"""Chats in which moderators are told that comments wait: Slack and what takes its webhooks, and Telegram."""
