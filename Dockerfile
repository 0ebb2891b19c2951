# The workers, `entree serve` and `entree work`, and the commands of an operator: one image for all.
# docs/deployment.md says how to run it.

FROM python:3.11.14-slim-bookworm AS build
WORKDIR /srv/entree
RUN python -m venv .venv
ENV PATH=/srv/entree/.venv/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
# What the workers need, in the versions that are tested: of the lock file, not all of it.
COPY pyproject.toml requirements.lock ./
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
      > dependencies.txt \
 && pip install --only-binary :all: --constraint requirements.lock --requirement dependencies.txt setuptools
COPY cli ./cli
COPY workers ./workers
COPY supabase/migrations ./supabase/migrations
# In place, so that `entree db apply` finds the migrations.
RUN pip install --no-deps --no-build-isolation --editable . \
 && pip uninstall --yes setuptools pip \
 && python -m compileall -q cli workers

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin entree
WORKDIR /srv/entree
COPY --from=build /srv/entree ./
# `entree work` tells how it is at the port at which `entree serve` serves.
ENV PATH=/srv/entree/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    WORKER_HOST=0.0.0.0 \
    WORKER_PORT=8000
USER 10001
EXPOSE 8000
# Of both; single commands, such as `entree doctor`, have ended before the first look.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["entree"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
