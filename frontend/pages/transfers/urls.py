from django.urls import path

from frontend.pages.transfers import views

urlpatterns = [
    path("omfordelning/<int:pk>", views.detail, name="omfordelning"),
    path("omfordelning/<int:pk>/godkann", views.approve, name="omfordelning-godkann"),
    path("omfordelning/<int:pk>/avboj", views.refuse, name="omfordelning-avboj"),
    path("omfordelning/<int:pk>/aterkalla", views.withdraw, name="omfordelning-aterkalla"),
    path("omfordelning/<int:pk>/tillstyrk", views.endorse, name="omfordelning-tillstyrk"),
    path("omfordelning/<int:pk>/avstyrk", views.decline, name="omfordelning-avstyrk"),
    path("omfordelning/<int:pk>/andra", views.change, name="omfordelning-andra"),
]
