"""
The row guard of the back office: who may do WHAT comes from roles, on WHICH rows from the provider.

Wagtail's generic views ask a permission policy only about the model, hardly ever about the row; a policy alone
leaves most of its screens open to other providers. So three things work together (ADR 0013):
`ProviderPolicy` answers both questions, `RowGuard` stands in front of every view of our viewsets, and
`accounts.middleware.BackOfficeDoor` answers 404 for every screen that is neither guarded nor on its short list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import unquote

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic.models import CopyViewMixin, IndexView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.coreutils import resolve_model_string
from wagtail.models import TaskState
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import Membership, Provider, User
from accounts.roles import BY_KEY, Permission, Role, Scope, roles_with

# (person, action, keys of the providers where the role allows it) -> keys of those where it is allowed
Adapt = Callable[[Any, str, set[int]], set[int]]

ANY_ACTION = ("add", "change", "delete", "publish", "lock", "unlock", "view", "choose")
POLICIES: dict[type[Model], ProviderPolicy] = {}


def _held_roles(user: User | AnonymousUser) -> list[tuple[str, int | None]]:
    """Return (role key, provider key) of what the person holds, read once per request (once per user object)."""
    if not user.is_authenticated or not user.is_active:
        return []
    held: list[tuple[str, int | None]] | None = user.__dict__.get("_held_roles")
    if held is None:
        held = list(Membership.objects.active().filter(user=user).values_list("role", "provider_id"))
        user.__dict__["_held_roles"] = held
    return held


def provider_keys(user: User | AnonymousUser, permissions: Iterable[Permission]) -> set[int]:
    """Return the keys of the providers at which the person holds any of these permissions."""
    wanted = set(permissions)
    return {key for role, key in _held_roles(user) if key is not None and wanted & BY_KEY[role].permissions}


class ProviderPolicy(BasePermissionPolicy):  # type: ignore[misc]
    """
    Permissions on a model whose rows belong to providers.

    `needs` says which permission each Wagtail action ("add", "change", "delete", "publish", "view", …) takes;
    an action that is not named is nobody's. `provider_path` is the chain from the row to its provider. `adapt` may
    move an action to other people at some providers, such as those that want a review.
    """

    def __init__(
        self,
        model: type[Model],
        needs: Mapping[str, Permission],
        *,
        provider_path: str = "provider",
        adapt: Adapt | None = None,
    ) -> None:
        super().__init__(model)
        self.needs = dict(needs)
        self.provider_path = provider_path
        self.adapt = adapt

    def _permissions(self, actions: Iterable[str]) -> set[Permission]:
        return {self.needs[action] for action in actions if action in self.needs}

    def keys_for(self, user: Any, actions: Iterable[str]) -> set[int]:
        """Return the keys of the providers at which the person may do any of these."""
        if self.adapt is None:
            return provider_keys(user, self._permissions(actions))
        keys: set[int] = set()
        for action in actions:
            keys |= self.adapt(user, action, provider_keys(user, self._permissions([action])))
        return keys

    def provider_of(self, instance: Model) -> int | None:
        """Return the key of the provider the row belongs to, or None while it has none yet."""
        value: Any = instance
        *chain, last = self.provider_path.split("__")
        for name in chain:
            value = getattr(value, name, None)
        return getattr(value, f"{last}_id", None)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return bool(self.keys_for(user, actions))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.provider_of(instance) in self.keys_for(user, [action])

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        keys = self.keys_for(user, actions)
        rows: QuerySet[Any] = self.model._default_manager.filter(**{f"{self.provider_path}__in": keys})
        return rows

    def _users(self, actions: Iterable[str], where: Q) -> QuerySet[User]:
        roles = {role for needed in self._permissions(actions) for role in roles_with(needed, Scope.PROVIDER)}
        held = Membership.objects.active().filter(where, role__in=roles)
        return User.objects.filter(pk__in=held.values("user_id"), is_active=True)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return self._users(actions, Q())

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> QuerySet[User]:
        return self._users(actions, Q(provider_id=self.provider_of(instance)))


class RowPolicy:
    """A policy that has been told which row it is about, for views that ask about the model only."""

    def __init__(self, policy: Any, row: Model) -> None:
        self._policy = policy
        self._row = row

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether the person may do this to the row."""
        return bool(self._policy.user_has_permission_for_instance(user, action, self._row))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Return whether the person may do any of these to the row."""
        return any(self.user_has_permission(user, action) for action in actions)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._policy, name)


def guard(
    model: type[Model],
    needs: Mapping[str, Permission],
    *,
    provider_path: str = "provider",
    adapt: Adapt | None = None,
    policy_class: type[ProviderPolicy] = ProviderPolicy,
) -> None:
    """Register the policy of a provider's model; call it in the app's `ready()`, before any viewset."""
    policy = policy_class(model, needs, provider_path=provider_path, adapt=adapt)
    POLICIES[model] = policy
    # Exact: Wagtail registers a policy of its own for the image and document models, in whatever order apps load.
    register_permission_policy(model, policy, exact_class=True)


def visible(user: Any, model: type[Model]) -> QuerySet[Any]:
    """Return the rows of a guarded model that the person may at least see in the back office."""
    rows: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ANY_ACTION)
    return rows


def django_permissions_of(role: type[Role]) -> set[str]:
    """
    Return "app.codename" of what Wagtail asks Django's permissions for, derived from the role.

    Only a shadow: the row guard decides. It never holds more than the role, at no matter which provider.
    """
    names = {"wagtailadmin.access_admin"} if Permission.ENTER_BACK_OFFICE in role.permissions else set()
    for model, policy in POLICIES.items():
        for action, needed in policy.needs.items():
            if needed in role.permissions:
                names.add(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
    return names


class RowGuard:
    """First base of every view of a guarded viewset: a row of another provider does not exist."""

    def _model(self) -> type[Model]:
        model: type[Model] = resolve_model_string(self.model)  # type: ignore[attr-defined]
        return model

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            row = visible(request.user, self._model()).filter(pk=_key(self._model(), kwargs["pk"])).first()
            # A POST to Wagtail's copy view saves over the source, without asking for its lock.
            if row is None or (isinstance(self, CopyViewMixin) and request.method == "POST"):
                raise Http404
            # Wagtail never compares the two: own row, another provider's workflow task.
            if "task_state_id" in kwargs:
                states = TaskState.objects.for_instance(row).filter(pk=kwargs["task_state_id"])
                if not states.exists():
                    raise Http404
            # Who may write at one provider and only look at another must not write at both.
            self.permission_policy = RowPolicy(policy_registry.get_by_type(self._model()), row)
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        """Narrow what a chooser's „chosen-multiple" view looks up; it asks nobody by itself, not even for keys."""
        own = visible(self.request.user, self._model())  # type: ignore[attr-defined]
        return own.filter(pk__in=[key for key in pks if is_key(key)])


class ChooserRowGuard(RowGuard):
    """The guard of choosers, whose lists are not asked of the viewset."""

    def get_object_list(self) -> QuerySet[Any]:
        return visible(self.request.user, self._model())  # type: ignore[attr-defined]

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_creation_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "for_user": self.request.user}  # type: ignore[attr-defined]


def is_key(raw: Any) -> bool:
    """Return whether a key that was typed may be one; beyond 18 digits databases, and Python itself, refuse to look."""
    return len(str(raw)) <= 18 and str(raw).isdecimal()


def _key(model: type[Model], raw: Any) -> Any:
    pk = model._meta.pk
    try:
        return pk.to_python(unquote(str(raw)))
    except (TypeError, ValueError, ValidationError) as error:
        raise Http404 from error


class _GuardedChooser:
    """What both kinds of choosers share."""

    creation_form_class: Any = None  # a ProviderForm where choosing may create, else none

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        guarded = type(view_class.__name__, (ChooserRowGuard, view_class), {})
        return super().construct_view(guarded, **kwargs)  # type: ignore[misc]

    def get_urlpatterns(self) -> list[Any]:
        patterns: list[Any] = super().get_urlpatterns()  # type: ignore[misc]
        if self.creation_form_class is None:
            return [pattern for pattern in patterns if pattern.name != "create"]
        return patterns


class ProviderChooserViewSet(_GuardedChooser, SnippetChooserViewSet):  # type: ignore[misc]
    """A chooser that offers own rows only, and creates none (drafts made there would be live at once)."""


class ProviderModelChooserViewSet(_GuardedChooser, ChooserViewSet):  # type: ignore[misc]
    """The same for models that are no snippets."""


class ProviderViewSet(SnippetViewSet):  # type: ignore[misc]
    """A snippet viewset in which rows of other providers do not exist."""

    chooser_viewset_class = ProviderChooserViewSet
    copy_view_enabled = False
    add_to_admin_menu = False

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(type(view_class.__name__, (RowGuard, view_class), {}), **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible(request.user, self.model)


class ProviderModelViewSet(ModelViewSet):  # type: ignore[misc]
    """A viewset of a plain model in which rows of other providers do not exist."""

    copy_view_enabled = False

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        # The lists of a row's history and of its usage hold other things than rows of the model.
        first = _ListGuard if issubclass(view_class, IndexView) else RowGuard
        return super().construct_view(type(view_class.__name__, (first, view_class), {}), **kwargs)


class _ListGuard(RowGuard):
    def get_base_queryset(self) -> QuerySet[Any]:
        return visible(self.request.user, self._model())  # type: ignore[attr-defined]


class ProviderForm(WagtailAdminModelForm):  # type: ignore[misc]
    """
    A back-office form that offers own providers and own rows only.

    Every choice field that points at a guarded model is narrowed to what the person may see; `provider` to where
    they may add, hidden when there is only one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.for_user
        if user is None:
            return
        for name, field in self.fields.items():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if model is Provider and name == "provider":
                self._narrow_provider(field, user)
            elif model in POLICIES:
                field.queryset = visible(user, model)

    def _narrow_provider(self, field: Any, user: Any) -> None:
        policy = policy_registry.get_by_type(self._meta.model)
        keys = policy.keys_for(user, ["add", "change"]) if isinstance(policy, ProviderPolicy) else set()
        field.queryset = Provider.objects.filter(pk__in=keys, archived_at__isnull=True)
        if self.instance.pk is not None:
            # A row never changes hands through a form.
            field.queryset = Provider.objects.filter(pk=self.instance.provider_id)
        only = list(field.queryset[:2])
        if len(only) == 1:
            field.initial = self.initial["provider"] = only[0].pk  # a form's initial wins over its field's
            field.widget = field.hidden_widget()


def back_office_view(*permissions: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """
    Mark and guard a view of our own in the back office: any of these permissions opens it, else 404.

    The view itself still narrows its rows by `visible_to` or `provider_keys`.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may_anywhere(request.user, permissions):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.is_guarded = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def may_anywhere(user: Any, permissions: Iterable[Permission]) -> bool:
    """Return whether the person holds any of these permissions, at whatever provider or for the platform."""
    wanted = set(permissions)
    return any(wanted & BY_KEY[role].permissions for role, _provider in _held_roles(user))
