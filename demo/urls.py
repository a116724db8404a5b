from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("anmelden/<slug:key>/", views.sign_in, name="sign-in"),
    path("post/", views.mailbox, name="mailbox"),
]
