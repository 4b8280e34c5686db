// Two programs of HumanEval-X use boost::any, which std::any replaces.
#include <any>
namespace boost { using std::any; using std::any_cast; using std::bad_any_cast; }
