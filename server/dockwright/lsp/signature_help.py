"""textDocument/signatureHelp: how the instruction at the cursor is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import (
    MarkupContent,
    ParameterInformation,
    SignatureHelp,
    SignatureHelpParams,
    SignatureInformation,
)

from dockwright.lsp.plain_text import content

if TYPE_CHECKING:
    from dockwright.ide.signature import Form
    from dockwright.lsp.session import Server


def signature_help(server: Server, params: SignatureHelpParams) -> SignatureHelp | None:
    from dockwright.ide.signature import signature
    from dockwright.knowledge.instructions import KEYWORDS

    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return None
    found = signature(analysis.model, analysis.context, analysis.converter.offset(params.position))
    if found is None:
        return None
    summary = content(KEYWORDS[found.keyword].summary, server.abilities.explains_signatures_in_markdown)
    active = _active_parameter(found.forms[found.active_form])
    return SignatureHelp([_information(form, summary) for form in found.forms], found.active_form, active)


def _information(form: Form, documentation: MarkupContent) -> SignatureInformation:
    """Labels are ASCII, so that their offsets are the same in every encoding."""
    parameters = [ParameterInformation((part.span.start, part.span.end)) for part in form.parts]
    return SignatureInformation(form.label, documentation, parameters, _active_parameter(form))


def _active_parameter(form: Form) -> int:
    """A number past the last one for none of them: null is for clients alone that say so, and would be sent for nothing
    given."""
    return len(form.parts) if form.active_part is None else form.active_part
