"""Ports that programs in containers usually listen on.

Source: the defaults in the programs' documentation. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

PORTS: Mapping[str, str] = {
    "22": "SSH",
    "53": "DNS (also 53/udp)",
    "80": "HTTP; below 1024, which some platforms keep for root",
    "443": "HTTPS; below 1024, which some platforms keep for root",
    "1883": "MQTT",
    "3000": "Node, Rails and Grafana by default",
    "3306": "MySQL and MariaDB",
    "4317": "OpenTelemetry over gRPC",
    "4318": "OpenTelemetry over HTTP",
    "5000": "Flask by default, the registry",
    "5432": "PostgreSQL",
    "5672": "RabbitMQ (AMQP)",
    "6379": "Redis and Valkey",
    "8000": "Django and Uvicorn by default",
    "8080": "HTTP without root's rights",
    "8081": "often administration or health",
    "8443": "HTTPS without root's rights",
    "9000": "PHP-FPM, MinIO",
    "9090": "Prometheus",
    "9092": "Kafka",
    "9200": "Elasticsearch and OpenSearch",
    "11211": "Memcached",
    "27017": "MongoDB",
    "50051": "gRPC by custom",
}

ADMINISTRATION: Mapping[int, str] = {
    22: "SSH",
    23: "Telnet",
    3389: "remote desktop",
    5800: "VNC over HTTP",
    5900: "VNC",
}
"""Ports on which people log in to a machine."""
