"""The product's Celery application, with the bank for a provider: `-A worker_app:celery_app`.

`FAULTS_VISIBILITY` is the broker's time-out in seconds; `FAULTS_LATE` acknowledges late.
"""

import os

from arranged import arrange

arrange()

from workers.app import celery_app  # noqa: E402 - what it binds was just arranged

if visibility := os.environ.get("FAULTS_VISIBILITY"):
    told = celery_app.conf.broker_transport_options
    celery_app.conf.broker_transport_options = told | {"visibility_timeout": float(visibility)}
if os.environ.get("FAULTS_LATE"):
    celery_app.conf.task_acks_late = True
