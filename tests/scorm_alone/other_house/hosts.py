"""Which host is asked: the platform's views never answer on a content host, nor the player on the platform's."""

from collections.abc import Callable
from typing import Any


def content_host(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def answer(request: Any) -> Any:
        if request.get_host().endswith(".content.example"):
            request.urlconf = "tests.scorm_alone.other_house.content_urls"
        return get_response(request)

    return answer
