"""The oracle of the template goldens: jinja2 set up exactly as transformers does it, with a fixed clock.

Needs `pip install jinja2 transformers`. Used by the make_*.py scripts beside it; no test runs it.
"""
import datetime

import jinja2
from transformers.utils.chat_template_utils import _compile_jinja_template

NOW = datetime.datetime(2026, 11, 24, 9, 5, 7)  # a Tuesday; tests/unit/template uses the same time


def render(source, context):
    """{"expected": text} or {"error": "syntax" | "refused" | "limit" | "runtime"}."""
    try:
        template = _compile_jinja_template(source)
        template.globals["strftime_now"] = NOW.strftime
        return {"expected": template.render(**context)}
    except (jinja2.TemplateSyntaxError, SyntaxError):
        return {"error": "syntax"}
    except OverflowError as error:
        return {"error": "limit" if "Range too big" in str(error) else "runtime"}
    except RecursionError:
        return {"error": "limit"}
    except jinja2.TemplateError as error:
        return {"error": "refused" if type(error) is jinja2.TemplateError else "runtime"}
    except Exception:  # TypeError, ValueError, ZeroDivisionError, ...: the template's own fault
        return {"error": "runtime"}
