"""One family of errors, each with a code, a status, a retry rule and a remedy.

The API turns an error into problem+json, the worker into a document state and the command line
into an exit code, each in one place. An `InputProblem` is known and permanent: trying the same
bytes again cannot help. Everything that is not an `InputProblem` is transient or a defect.
"""

from __future__ import annotations

from typing import ClassVar


class LontarError(Exception):
    """Root of the family.

    `detail` says what is wrong with this very thing, in a sentence for people; `remedy` says what
    to do about it. Neither ever holds a value read from a form.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    retry: ClassVar[bool] = False
    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "Something went wrong inside Lontar."
    default_remedy: ClassVar[str] = "Look at the service's log for the same moment and report it."

    def __init__(self, detail: str = "", *, remedy: str = "") -> None:
        self.detail = detail or self.title
        self.remedy = remedy or self.default_remedy
        super().__init__(self.detail)

    def __str__(self) -> str:
        return f"{self.detail} {self.remedy}".strip()


class InputProblem(LontarError):
    """The file itself cannot be worked on, now or later."""

    code = "input.unusable"
    status = 422
    title = "The file cannot be used."
    default_remedy = "Scan the paper again and upload the new file."


class EmptyFile(InputProblem):
    code = "input.empty"
    title = "The file is empty (0 bytes)."
    default_remedy = "The copy probably broke off: copy or scan it again and upload the new file."


class UnknownType(InputProblem):
    code = "input.unknown_type"
    status = 415
    title = "The file is not a PDF, TIFF, JPEG, PNG or WebP, whatever its name says."
    default_remedy = "Export or scan it as PDF, TIFF, JPEG, PNG or WebP."


class TooLarge(InputProblem):
    code = "input.too_large"
    status = 413
    title = "The file is larger than the limit."
    default_remedy = "Split it, scan at 300 dpi, or have the limit raised."


class TooManyPages(InputProblem):
    code = "input.too_many_pages"
    title = "The file has more pages than the limit."
    default_remedy = "Split it into smaller files, or have the limit raised."


class TooManyPixels(InputProblem):
    code = "input.too_many_pixels"
    title = "A page has more pixels than the limit."
    default_remedy = "Scan it at 300 dpi, or have the limit raised."


class PageTooBig(InputProblem):
    code = "input.page_too_big"
    title = "A page is larger than any paper form."
    default_remedy = (
        "Print the page to A4 or Letter size and upload that, or have the limit raised."
    )


class EncryptedFile(InputProblem):
    code = "input.encrypted"
    title = "The PDF is protected by a password."
    default_remedy = "Open it with its password, save it without one, and upload that."


class DamagedFile(InputProblem):
    code = "input.damaged"
    title = "The file is damaged or cut off."
    default_remedy = "Copy it again from its source, or scan the paper again."


class TooHard(InputProblem):
    code = "input.too_hard"
    title = "Reading the file took more memory or time than one file may take."
    default_remedy = "Print it to a new PDF or scan the paper again, and upload that."


class BadFormDefinition(LontarError):
    """A form's definition is wrong; `detail` names file, field and reason."""

    code = "form.bad_definition"
    status = 422
    exit_code = 2
    title = "The form definition is wrong."
    default_remedy = "Correct the named field; `lontar forms check` shows the result."


class UnknownForm(LontarError):
    code = "form.unknown"
    status = 404
    exit_code = 2
    title = "There is no form of that name."
    default_remedy = "`lontar forms list` names the forms there are."


class NotFound(LontarError):
    """Also the answer for an object of another office: its existence is not told."""

    code = "not_found"
    status = 404
    title = "There is nothing here, or nothing that you may see."
    default_remedy = "Check the address."


class SignInNeeded(LontarError):
    code = "sign_in_needed"
    status = 401
    title = "This needs a sign-in or a token."
    default_remedy = "Sign in, or send `Authorization: Bearer TOKEN`."


class SignInRefused(LontarError):
    code = "sign_in_refused"
    status = 401
    title = "Name or password is wrong."
    default_remedy = "Try again, or ask your administrator for a new password."


class TooManyTries(LontarError):
    code = "too_many_tries"
    status = 429
    retry = True
    title = "Too many failed sign-ins."
    default_remedy = "Wait fifteen minutes and try again."


class Forbidden(LontarError):
    code = "forbidden"
    status = 403
    title = "Your role does not allow this."
    default_remedy = "Ask a manager or an administrator of your office."


class Conflict(LontarError):
    code = "conflict"
    status = 409
    title = "Somebody else changed or holds this."
    default_remedy = "Load it again and repeat your change."


class ChangedMeanwhile(LontarError):
    code = "changed_meanwhile"
    status = 412
    title = "It has changed since you read it."
    default_remedy = "Load it again and repeat your change."


class VersionNeeded(LontarError):
    code = "version_needed"
    status = 428
    title = "A change must say which version it changes."
    default_remedy = "Send the record's ETag in an If-Match header."


class KeyReused(LontarError):
    code = "key_reused"
    status = 422
    title = "This Idempotency-Key was sent with another request."
    default_remedy = "Send a new key with every new request, the same one only to repeat it."


class AnswerLost(LontarError):
    code = "answer_lost"
    status = 409
    title = "The request with this Idempotency-Key was carried out; its answer was not kept."
    default_remedy = "Do not send it again: look at what it has changed, then go on with a new key."


class BadRequest(LontarError):
    code = "bad_request"
    status = 422
    title = "The request cannot be understood."
    default_remedy = "Correct the named part; the OpenAPI document describes it."


class WrongMethod(LontarError):
    code = "method_not_allowed"
    status = 405
    title = "This address does not take that method."
    default_remedy = "The OpenAPI document names the methods of each address."


class BodyTooLarge(LontarError):
    code = "request_too_large"
    status = 413
    title = "The request is larger than this address takes."
    default_remedy = "Send less at once."


class UploadGone(LontarError):
    code = "upload.gone"
    status = 410
    title = "This upload has ended: it was withdrawn, or waited too long."
    default_remedy = "Begin it again: what was taken in before is not sent twice."


class WrongOffset(LontarError):
    code = "upload.wrong_offset"
    status = 409
    title = "The upload does not go on at this place."
    default_remedy = "Ask with HEAD how much has arrived, and go on from there."


class UploadHeld(LontarError):
    code = "upload.held"
    status = 423
    retry = True
    title = "Another request is writing to this upload."
    default_remedy = "Wait some seconds and ask with HEAD how much has arrived."


class ChecksumWrong(LontarError):
    code = "upload.checksum"
    status = 460
    retry = True
    title = "What arrived is not what was sent: its checksum differs."
    default_remedy = "Send it again; where it happens often, look at the line."


class NotTus(LontarError):
    code = "upload.version"
    status = 412
    title = "This address speaks tus 1.0.0."
    default_remedy = "Send the header `Tus-Resumable: 1.0.0`."


class DatabaseDown(LontarError):
    code = "database_down"
    status = 503
    retry = True
    title = "The database does not answer."
    default_remedy = "Nothing of this request was kept: try again; check that the database runs."


class StorageFailed(LontarError):
    """The file store did not keep or return what it should have."""

    code = "storage_failed"
    status = 503
    retry = True
    title = "The file store does not answer rightly."
    default_remedy = "Nothing was acknowledged: try again; check disk space and the store."


class QueueDown(LontarError):
    code = "queue_down"
    status = 503
    retry = True
    title = "The queue does not answer."
    default_remedy = "Uploads are still kept; work goes on when it is back."


class ExportsBusy(LontarError):
    code = "exports_busy"
    status = 503
    retry = True
    title = "Other exports are being made at this moment."
    default_remedy = "Try again in a minute."


class EngineFailed(LontarError):
    code = "engine_failed"
    status = 500
    retry = True
    title = "A reading engine failed."
    default_remedy = "Run `lontar doctor`."


class EnvironmentProblem(LontarError):
    """Something that Lontar needs on this machine is missing."""

    code = "environment"
    status = 503
    exit_code = 3
    title = "Something that Lontar needs is missing on this machine."
    default_remedy = "Run `lontar doctor`, which says what and how to get it."


class TooFewReviewed(LontarError):
    """A table of confidences cannot be refitted: people have not reviewed enough values yet."""

    code = "calibration.too_few"
    status = 409
    title = "Too few reviewed values to measure confidence by."
    default_remedy = "Review more records, then run `lontar calibrate` again."


class BadSettings(LontarError):
    code = "settings"
    exit_code = 3
    title = "A setting is wrong."
    default_remedy = "Correct the named LONTAR_… variable."
