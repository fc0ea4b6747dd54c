"""What /metrics tells."""

from prometheus_client import Counter, Histogram

RECEIVED = Counter("pa_received_total", "Messages and events from the platform", ["kind"])
REFUSED = Counter("pa_refused_total", "Webhook requests refused", ["status"])
WEBHOOK_SECONDS = Histogram(
    "pa_webhook_seconds", "Time to answer a webhook, burst window included", buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 1.5, 2, 3, 4.5, 6)
)
DECISIONS = Counter("pa_turns_total", "Turns by decision", ["decision", "urgency"])
