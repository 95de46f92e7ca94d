# One image for web, worker and beat; docker-compose.yml says which is which.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PATH=/venv/bin:$PATH \
    HOST=0.0.0.0 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/static

WORKDIR /app
RUN useradd --system --uid 10001 --no-create-home comments && install -d -o comments /data /data/mail /erasures

COPY requirements.txt .
RUN python -m venv /venv && pip install --quiet --require-hashes -r requirements.txt

COPY . .
# Static files never change while the image runs, so its file system may be read-only.
RUN python -m compileall -q comments project && python manage.py collectstatic --no-input --verbosity 0

USER comments
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "project.up.probe"]
CMD ["python", "-m", "project.web"]
