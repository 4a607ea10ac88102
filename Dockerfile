# The pages' code and styles.
FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY vite.config.ts tsconfig.json ./
COPY frontend frontend
RUN npm run build

# The application, for web, worker and beat alike.
FROM python:3.12-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/app/.venv/bin:$PATH JAMKA_VAR=/var/lib/jamka
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN python -m venv .venv \
 && pip install --no-cache-dir uv==$(sed -n '/^name = "uv"$/{n;s/.*"\(.*\)"/\1/p;}' uv.lock) \
 && uv sync --frozen --no-dev --no-cache
COPY . .
COPY --from=assets /app/frontend/static/dist frontend/static/dist
# In a folder of its own, so that no secret key made here stays in the image.
RUN JAMKA_VAR=/tmp/build python manage.py collectstatic --no-input && rm -r /tmp/build \
 && useradd --system --home-dir /var/lib/jamka --create-home jamka
USER jamka
VOLUME /var/lib/jamka
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--access-logfile=-"]
