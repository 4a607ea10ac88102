from tests.support.published import decided

__all__ = ["decided"]
