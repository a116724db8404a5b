"""Logos of funders and partners, under /admin/."""

from django.urls import path

from media.views import logos

urlpatterns = [
    path("foerderphasen/<str:public_id>/logos/", logos.funding_logos, name="media_funding_logos"),
    path("foerderlogos/<str:public_id>/", logos.change_funding_logo, name="media_funding_logo_change"),
    path("foerderlogos/<str:public_id>/entfernen/", logos.remove_funding_logo, name="media_funding_logo_remove"),
    path("traeger/<str:public_id>/partner/", logos.partners, name="media_partners"),
    path("partner/<str:public_id>/", logos.change_partner, name="media_partner_change"),
    path("partner/<str:public_id>/entfernen/", logos.remove_partner, name="media_partner_remove"),
]
