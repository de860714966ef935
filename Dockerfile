# One image for web, worker and beat. Nothing in it is writable by the process it runs.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/crossdesk
COPY requirements-production.lock .
RUN /opt/crossdesk/bin/pip install --require-hashes -r requirements-production.lock
COPY pyproject.toml README.md LICENSE ./
COPY helpdesk helpdesk
COPY inbox inbox
COPY routing routing
COPY templates_lib templates_lib
COPY audit audit
COPY manage.py .
# Static files carry their hash in their name, so that they are part of the image and of no volume.
RUN CROSSDESK_STATIC=/srv/static CROSSDESK_DATA=/tmp/build SECRET_KEY=only-for-collectstatic \
    CROSSDESK_KEYS=build:0000000000000000000000000000000000000000000000000000000000000000 \
    DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost/0 \
    /opt/crossdesk/bin/python manage.py collectstatic --no-input

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin crossdesk \
 && install -d -o crossdesk -g crossdesk -m 0750 /var/lib/crossdesk
COPY --from=build /opt/crossdesk /opt/crossdesk
COPY --from=build /srv/static /srv/static
COPY --from=build /build/manage.py /srv/crossdesk/manage.py
COPY --from=build /build/helpdesk /srv/crossdesk/helpdesk
COPY --from=build /build/inbox /srv/crossdesk/inbox
COPY --from=build /build/routing /srv/crossdesk/routing
COPY --from=build /build/templates_lib /srv/crossdesk/templates_lib
COPY --from=build /build/audit /srv/crossdesk/audit
ENV PATH=/opt/crossdesk/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=helpdesk.settings \
    CROSSDESK_DATA=/var/lib/crossdesk CROSSDESK_STATIC=/srv/static
WORKDIR /srv/crossdesk
USER crossdesk
VOLUME /var/lib/crossdesk
EXPOSE 8000
CMD ["uvicorn", "helpdesk.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-server-header", "--no-proxy-headers"]
