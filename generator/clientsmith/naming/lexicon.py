"""Names and initialisms whose capitals are no boundaries of words.

`OAuthToken` is `oauth_token`, not `o_auth_token`, and `mysql_host` is `MySQLHost`.
"""

from __future__ import annotations

LEXICON = tuple("""
    AdSense AppSync BigQuery BitBucket BitTorrent CloudFront CloudWatch CockroachDB
    CouchDB DataDog DevOps DocuSign DoorDash DynamoDB eBay eCommerce eSign eSIM FaceTime
    FedEx GeoIP GeoJSON GitHub GitLab GraphQL HubSpot iCloud iFrame InfluxDB IoT iOS iPad
    iPhone IPv4 IPv6 JavaScript JetBrains JSONPath K8s LaTeX LinkedIn LoRaWAN macOS
    MailChimp MariaDB MongoDB MySQL NetSuite NoSQL OAuth OneDrive OpenAI OpenAPI
    OpenSearch PayPal PostgreSQL PostGIS PowerPoint PubSub QuickBooks RabbitMQ SaaS
    SharePoint SnapChat SoundCloud SQLite TensorFlow TikTok TypeScript VMware WeChat
    WebAuthn WebRTC WebSocket WhatsApp WiFi WireGuard WordPress YouTube
    """.split())  # noqa: SIM905
