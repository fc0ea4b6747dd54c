# The Rasa server with its trained model. Built from the project's root:
#   docker build -f ops/docker/rasa.Dockerfile -t parenting-advisor-rasa .
FROM python:3.10-slim-bookworm
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 SQLALCHEMY_SILENCE_UBER_WARNING=1
WORKDIR /rasa
COPY requirements/rasa.lock rasa.lock
RUN pip install -r rasa.lock
COPY nlu/rasa/ ./
RUN rasa train nlu --out models --fixed-model-name nlu \
    && useradd --create-home rasa && chown -R rasa /rasa
USER rasa
EXPOSE 5005
HEALTHCHECK --interval=15s --timeout=3s --start-period=90s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:5005/', timeout=2)"]
CMD ["rasa", "run", "--enable-api", "-m", "models", "-i", "0.0.0.0", "-p", "5005"]
