from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.actors import ANONYMOUS, Actor, actor_for
from accounts.models import Organisation, User

SESSION_KEY = "organisation"


class ActorMiddleware:
    """Puts `request.actor`: the signed-in person acting for one organisation (chosen in the session)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = resolve_actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def resolve_actor(request: HttpRequest) -> Actor:
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return ANONYMOUS
    organisations = Organisation.objects.filter(memberships__user=user).distinct().order_by("pk")
    chosen = organisations.filter(pk=request.session.get(SESSION_KEY, 0)).first() or organisations.first()
    return actor_for(user, chosen) if chosen else ANONYMOUS
