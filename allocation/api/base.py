"""What every resource is: open, read-only, usable from any origin, and asked for again at no cost."""

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.utils.cache import get_conditional_response, patch_cache_control
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from allocation.api.parameters import Parameter, read_parameters


class OpenView(APIView):
    """GET (and HEAD) with the parameters of the table, and nothing else."""

    parameters: ClassVar[Sequence[Parameter]] = ()
    http_method_names = ["get", "head", "options"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.values = read_parameters(request.query_params, self.parameters)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        return Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response) and response.status_code == 200:
            etag = response.get("ETag") or f'"{hashlib.sha256(response.render().content).hexdigest()[:32]}"'
            response["ETag"] = etag
            response = get_conditional_response(request._request, etag=etag, response=response) or response
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        return response


class Missing(OpenView):
    """Any other address below /api/v1/: a problem in JSON rather than a web page."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        raise Http404
