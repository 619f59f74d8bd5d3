"""The tables. Identifiers are random 128-bit hex strings: nobody can guess the next one.

Times are UTC, naive in the database, written by `models.database.now`.
"""

from __future__ import annotations

from models.tables.arriving import Upload
from models.tables.base import Base
from models.tables.documents import Batch, Document, Outbox, Page, Submission
from models.tables.handing import Delivery, Edition, KeptAnswer, Webhook
from models.tables.ledger import Audit, Counter
from models.tables.notes import Note, Unsaved
from models.tables.offices import Office, Person, SignIn, SignInTry, Token
from models.tables.queueing import Answer, Compared, FormPriority, Guest, ReadingRule, Task
from models.tables.records import Correction, Field, Record, Routed, Tolerance
from models.tables.searching import Searchable, SearchablePage, SearchDue
from models.tables.sight import Opening, SightChoice

__all__ = [
    "Answer",
    "Audit",
    "Base",
    "Batch",
    "Compared",
    "Correction",
    "Counter",
    "Delivery",
    "Document",
    "Edition",
    "Field",
    "FormPriority",
    "Guest",
    "KeptAnswer",
    "Note",
    "Office",
    "Opening",
    "Outbox",
    "Page",
    "Person",
    "ReadingRule",
    "Record",
    "Routed",
    "SearchDue",
    "Searchable",
    "SearchablePage",
    "SightChoice",
    "SignIn",
    "SignInTry",
    "Submission",
    "Task",
    "Token",
    "Tolerance",
    "Unsaved",
    "Upload",
    "Webhook",
]
