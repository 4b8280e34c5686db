"""record: activations and attributions of every neuron, by language, in one forward and one backward pass."""

from neuroglot.stages.record.options import RecordOptions
from neuroglot.stages.record.stage import record, record_request, trial

__all__ = ["RecordOptions", "record", "record_request", "trial"]
