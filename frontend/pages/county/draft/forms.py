"""The motivering with which a draft is proposed."""

from django import forms

from frontend.pages.transfers.forms import CarryOver, Motivation


class ProposeForm(Motivation, CarryOver):
    version = forms.IntegerField(widget=forms.HiddenInput)
