"""Programs that are told what happens, after Standard Webhooks (standardwebhooks.com)."""
