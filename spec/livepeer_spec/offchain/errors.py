"""What nodes refuse off the chain: a name for each check, and the text that existing clients answer with.

The texts are for people. No node decides by them, but for those in :data:`NOT_RETRYABLE`, which say that another
orchestrator would fail as well.
"""

from enum import Enum, unique
from typing import Final


@unique
class Fault(Enum):
    """Every check between nodes; the value is the text on the wire, as far as it is fixed."""

    # Encoding.
    NUMBER_TOO_LARGE = "a number does not fit its width"
    NEGATIVE_NUMBER = "a number that counts is negative"
    WRONG_LENGTH = "bytes are not as many as they must be"

    # Choosing ticket parameters.
    INSUFFICIENT_SENDER_RESERVE = "insufficient sender reserve"

    # Checking ticket parameters.
    TICKET_PARAMS_MISSING = "ticketParams is nil"
    TICKET_PARAMS_WITHOUT_EXPIRATION = "ticketParams expiration block is 0"
    TICKET_PARAMS_EXPIRED = "TicketParams expired"
    FACE_VALUE_TOO_LOW = "ticket faceValue too low"
    TICKET_EV_TOO_HIGH = "ticket EV > max ticket EV"
    TOTAL_EV_TOO_HIGH = "total ticket EV > max total ticket EV"
    FACE_VALUE_TOO_HIGH = "ticket faceValue > max faceValue"
    SENDER_UNLOCKS_SOON = "deposit and reserve is set to unlock soon"
    NO_SENDER_RESERVE = "no sender reserve"
    NO_SENDER_DEPOSIT = "no sender deposit"

    # Receiving tickets.
    INVALID_TICKET_RECIPIENT = "invalid ticket recipient"
    INVALID_TICKET_SENDER = "invalid ticket sender"
    INVALID_RECIPIENT_RAND = "invalid recipientRand for ticket recipientRandHash"
    INVALID_TICKET_SIGNATURE = "invalid ticket signature"
    NONCE_SEEN = "invalid ticket senderNonce: already seen"
    TOO_MANY_NONCES = "invalid ticket senderNonce: too many values"
    INSUFFICIENT_PENDING_AMOUNT = "cannot subtract from insufficient pendingAmount"

    # Redeeming.
    TICKET_ALREADY_USED = "ticket already used"
    SENDER_FUNDS_BELOW_COST = "insufficient sender funds for redeem tx cost"
    FACE_VALUE_BELOW_COST = "insufficient ticket face value for redeem tx cost"
    GAS_PRICE_TOO_HIGH = "current gas price exceeds maximum gas price"
    ALREADY_MINED = "trying to replace already mined tx"
    REPLACEMENT_TOO_DEAR = "replacement gas price exceeds max gas price"

    # Payments.
    MISSING_SENDER = "Could not find Sender for payment"
    INACTIVE_ORCHESTRATOR = "orchestrator is inactive, cannot process payments"
    PRICE_MISSING = "expected price is nil"
    ZERO_PIXELS_PER_UNIT = "pixels per unit is 0"
    PRICE_DOUBLED = "Orchestrator price has more than doubled"
    INSUFFICIENT_BALANCE = "Insufficient balance"

    # Segments and results.
    INVALID_DURATION = "invalid duration"
    INVALID_SEGMENT_SIGNATURE = "ErrSegSig"
    UNKNOWN_OUTPUT_FORMAT = "unrecognized profile output format"
    UNKNOWN_ENCODER_PROFILE = "unrecognized encoder profile"
    UNKNOWN_VIDEO_CODEC = "unrecognized video codec"
    INVALID_PROFILE = "TranscoderUnrecognizedProfile"
    INVALID_GOP = "TranscoderInvalidGOP"
    SEGMENT_HASH_MISMATCH = "Forbidden"
    RESULT_COUNT_MISMATCH = "MismatchedSegments"
    EMPTY_RENDITION = "ZeroSegments"
    RESULT_SIGNATURE = "PM Check Failed"
    PIXEL_MISMATCH = "PixelMismatch"
    UNKNOWN_PERCEPTUAL_HASH = "Unknown perceptual hash"
    PERCEPTUAL_HASH_MISSING = "MissingPerceptualHash"

    # Receipts and claims of the first protocol.
    DUPLICATE_RECEIPT = "MerkleTree: duplicated hash provided"
    NO_RECEIPTS = "a tree over no receipts"

    # Negotiation.
    INVALID_REQUEST_SIGNATURE = "orchestrator req sig check failed"
    ORCHESTRATOR_CAPPED = "OrchestratorCapped"
    MISSING_AUTH_TOKEN = "missing auth token"
    INVALID_AUTH_TOKEN = "invalid auth token"
    EXPIRED_AUTH_TOKEN = "expired auth token"
    UNKNOWN_CODEC_CAPABILITY = "capability: unknown codec"
    UNKNOWN_STORAGE_CAPABILITY = "capability: unknown storage"
    UNSUPPORTED_PIXEL_FORMAT = "capability: unsupported pixel format"
    PRICE_IS_NIL = "reference to rat is nil"
    INVALID_PRICE = "invalid price"
    PRICE_OUT_OF_RANGE = "price cannot be converted to int64"
    INVALID_SERVICE_URI = "the service URI is no absolute http or https address"
    INVALID_SERVICE_DOCUMENT = "the service document is not of a known version and form"
    INVALID_WEIGHTS = "the weights of selection do not sum up to 1"
    NO_ORCHESTRATORS = "ErrNoOrchs"

    # Fingerprints.
    FINGERPRINT_SIZE = "the fingerprint has a length that none has"
    FINGERPRINT_HEADER = "a field of the fingerprint's header is wrong"
    FINGERPRINT_SEGMENT = "a segment of the fingerprint is not what its frames say"
    FINGERPRINT_FRAME = "a field of the fingerprint's frames is wrong"
    FINGERPRINT_PADDING = "there is something behind the fingerprint's last frame"
    FINGERPRINT_TIMES = "the frames of the fingerprint are not in the order of their times"

    # Review of flagged renditions.
    REVIEW_DECIDED = "somebody has decided already"
    REVIEW_CLOSED = "the rendition cannot be disputed any more"

    # Named by the Streamflow paper.
    LOW_PM_BALANCE = "LowPMBalance"
    SEGMENT_FORMAT_MISMATCH = "SegmentFormatDidntMatchJobInputParams"


NOT_RETRYABLE: Final = (
    "Unsupported input pixel format", "Error initializing filtergraph", "Too many outputs", "Unsupported input codec",
    "No keyframes in input", "Unrecoverable state, restart process", "Encoded frames runaway", "Decoder not found",
    "Demuxer not found", "Encoder not found", "Muxer not found", "Option not found", "Invalid argument",
    "TranscoderInvalidResolution", "TranscoderInvalidVideo", "TranscoderUnrecognizedFormat",
    "TranscoderUnrecognizedProfile", "TranscoderInvalidGOP", "TranscoderIncompatibleDevices",
)  # fmt: skip
"""Texts of failures that lie in the segment: no other orchestrator is tried. Compared whole."""


class OffchainRejection(Exception):
    """A message or a value that a node refuses.

    Attributes:
        reason: the check that failed.
        detail: values that help a reader; never compared.
    """

    def __init__(self, reason: Fault, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.reason.value + (f" ({self.detail})" if self.detail else "")


def demand(condition: bool, reason: Fault, detail: str = "") -> None:
    """Refuse with ``reason`` unless ``condition`` holds. Raises ``OffchainRejection``."""
    if not condition:
        raise OffchainRejection(reason, detail)
