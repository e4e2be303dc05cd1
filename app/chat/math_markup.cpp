// LaTeX as Unicode and scripts: what chat answers hold, read in one pass. Not a typesetter.
#include <algorithm>
#include <array>
#include <utility>

#include "app/chat/inline_math.h"
#include "app/chat/styled_text.h"

namespace snug::chat {
namespace {

using Row = std::pair<std::string_view, std::string_view>;
constexpr std::array kSymbols{Row{"Alpha", "Α"},
                              Row{"Beta", "Β"},
                              Row{"Delta", "Δ"},
                              Row{"Gamma", "Γ"},
                              Row{"Lambda", "Λ"},
                              Row{"Leftarrow", "⇐"},
                              Row{"Leftrightarrow", "⇔"},
                              Row{"Omega", "Ω"},
                              Row{"Phi", "Φ"},
                              Row{"Pi", "Π"},
                              Row{"Psi", "Ψ"},
                              Row{"Rightarrow", "⇒"},
                              Row{"Sigma", "Σ"},
                              Row{"Theta", "Θ"},
                              Row{"Xi", "Ξ"},
                              Row{"alpha", "α"},
                              Row{"angle", "∠"},
                              Row{"approx", "≈"},
                              Row{"ast", "∗"},
                              Row{"beta", "β"},
                              Row{"bullet", "•"},
                              Row{"cap", "∩"},
                              Row{"cdot", "·"},
                              Row{"cdots", "⋯"},
                              Row{"chi", "χ"},
                              Row{"circ", "∘"},
                              Row{"cong", "≅"},
                              Row{"cos", "cos"},
                              Row{"cup", "∪"},
                              Row{"dagger", "†"},
                              Row{"delta", "δ"},
                              Row{"det", "det"},
                              Row{"div", "÷"},
                              Row{"dots", "…"},
                              Row{"ell", "ℓ"},
                              Row{"emptyset", "∅"},
                              Row{"epsilon", "ε"},
                              Row{"equiv", "≡"},
                              Row{"eta", "η"},
                              Row{"exists", "∃"},
                              Row{"exp", "exp"},
                              Row{"forall", "∀"},
                              Row{"gamma", "γ"},
                              Row{"ge", "≥"},
                              Row{"geq", "≥"},
                              Row{"gg", "≫"},
                              Row{"hbar", "ℏ"},
                              Row{"iff", "⇔"},
                              Row{"implies", "⇒"},
                              Row{"in", "∈"},
                              Row{"infty", "∞"},
                              Row{"int", "∫"},
                              Row{"iota", "ι"},
                              Row{"kappa", "κ"},
                              Row{"lambda", "λ"},
                              Row{"land", "∧"},
                              Row{"langle", "⟨"},
                              Row{"lceil", "⌈"},
                              Row{"ldots", "…"},
                              Row{"le", "≤"},
                              Row{"leftarrow", "←"},
                              Row{"leftrightarrow", "↔"},
                              Row{"leq", "≤"},
                              Row{"lfloor", "⌊"},
                              Row{"lim", "lim"},
                              Row{"ll", "≪"},
                              Row{"ln", "ln"},
                              Row{"log", "log"},
                              Row{"lor", "∨"},
                              Row{"mapsto", "↦"},
                              Row{"max", "max"},
                              Row{"mid", "|"},
                              Row{"min", "min"},
                              Row{"mod", "mod"},
                              Row{"mp", "∓"},
                              Row{"mu", "μ"},
                              Row{"nabla", "∇"},
                              Row{"ne", "≠"},
                              Row{"neg", "¬"},
                              Row{"neq", "≠"},
                              Row{"not", "¬"},
                              Row{"notin", "∉"},
                              Row{"nu", "ν"},
                              Row{"oint", "∮"},
                              Row{"omega", "ω"},
                              Row{"oplus", "⊕"},
                              Row{"otimes", "⊗"},
                              Row{"parallel", "∥"},
                              Row{"partial", "∂"},
                              Row{"perp", "⊥"},
                              Row{"phi", "φ"},
                              Row{"pi", "π"},
                              Row{"pm", "±"},
                              Row{"prime", "′"},
                              Row{"prod", "∏"},
                              Row{"propto", "∝"},
                              Row{"psi", "ψ"},
                              Row{"rangle", "⟩"},
                              Row{"rceil", "⌉"},
                              Row{"rfloor", "⌋"},
                              Row{"rho", "ρ"},
                              Row{"rightarrow", "→"},
                              Row{"sigma", "σ"},
                              Row{"sim", "∼"},
                              Row{"simeq", "≃"},
                              Row{"sin", "sin"},
                              Row{"star", "⋆"},
                              Row{"subset", "⊂"},
                              Row{"subseteq", "⊆"},
                              Row{"sum", "∑"},
                              Row{"supset", "⊃"},
                              Row{"supseteq", "⊇"},
                              Row{"tan", "tan"},
                              Row{"tau", "τ"},
                              Row{"theta", "θ"},
                              Row{"times", "×"},
                              Row{"to", "→"},
                              Row{"varepsilon", "ε"},
                              Row{"varphi", "φ"},
                              Row{"vee", "∨"},
                              Row{"wedge", "∧"},
                              Row{"xi", "ξ"},
                              Row{"zeta", "ζ"}};
static_assert(std::is_sorted(kSymbols.begin(), kSymbols.end(),
                             [](const Row& a, const Row& b) { return a.first < b.first; }));

constexpr int kMaxDepth = 16;
constexpr size_t kMaxOutput = 32'768;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class MathWriter {
 public:
  explicit MathWriter(std::string_view latex) : rest_(latex) {}

  std::string run() {
    std::string out = sequence(0);
    // An unmatched "}" ends a sequence early; what follows it is shown all the same.
    while (!rest_.empty() && out.size() < kMaxOutput) {
      rest_.remove_prefix(1);
      out += sequence(0);
    }
    return out;
  }

 private:
  std::string sequence(int depth) {
    std::string out;
    while (!rest_.empty() && rest_[0] != '}' && out.size() < kMaxOutput) out += item(depth);
    return out;
  }

  /// The next group, command or character.
  std::string item(int depth) {
    const char c = rest_[0];
    if (c == '\\') return command(depth);
    if (c == '{') return group(depth);
    if (c == '^' || c == '_') {
      rest_.remove_prefix(1);
      const std::string inner = argument(depth);
      return c == '^' ? "<sup>" + inner + "</sup>" : "<sub>" + inner + "</sub>";
    }
    if (c == '&' || c == '~' || c == '\n') {
      rest_.remove_prefix(1);
      return " ";
    }
    const auto byte = static_cast<unsigned char>(c);
    const size_t n = std::min<size_t>(byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4, rest_.size());
    const std::string text = escape_markup(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return is_letter(c) ? "<i>" + text + "</i>" : text;
  }

  std::string group(int depth) {
    rest_.remove_prefix(1);
    if (depth >= kMaxDepth) return "";
    std::string out = sequence(depth + 1);
    if (!rest_.empty()) rest_.remove_prefix(1);
    return out;
  }

  std::string argument(int depth) {
    while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    if (rest_.empty() || rest_[0] == '}') return "";
    return depth >= kMaxDepth ? std::string() : item(depth + 1);
  }

  /// The argument as written: names of environments, upright text.
  std::string raw_argument() {
    while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    if (rest_.empty() || rest_[0] != '{') return "";
    const size_t end = std::min(rest_.find('}'), rest_.size());
    const std::string out(rest_.substr(1, end - 1));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return out;
  }

  static std::string bracketed(const std::string& markup) {
    size_t shown = 0;
    bool in_tag = false;
    for (const char c : markup) {
      if (c == '<') in_tag = true;
      if (!in_tag && (static_cast<unsigned char>(c) & 0xc0) != 0x80) ++shown;
      if (c == '>') in_tag = false;
    }
    return shown > 1 ? "(" + markup + ")" : markup;
  }

  std::string command(int depth) {
    rest_.remove_prefix(1);
    size_t n = 0;
    while (n < rest_.size() && is_letter(rest_[n])) ++n;
    if (n == 0) return control_character();
    const std::string name(rest_.substr(0, n));
    rest_.remove_prefix(n);
    if (name == "frac" || name == "dfrac" || name == "tfrac") {
      const std::string above = bracketed(argument(depth));
      return above + "/" + bracketed(argument(depth));
    }
    if (name == "sqrt") return "√" + bracketed(argument(depth));
    if (name == "text" || name == "mathrm" || name == "operatorname" || name == "textrm")
      return escape_markup(raw_argument());
    if (name == "mathbf" || name == "boldsymbol" || name == "textbf" || name == "vec")
      return "<b>" + argument(depth) + "</b>";
    if (name == "overline" || name == "bar" || name == "hat" || name == "tilde") return argument(depth);
    if (name == "mathbb" || name == "mathcal" || name == "mathit" || name == "boxed") return argument(depth);
    if (name == "left" || name == "right" || name == "big" || name == "Big" || name == "bigl" || name == "bigr") {
      if (!rest_.empty() && rest_[0] == '.') rest_.remove_prefix(1);
      return "";
    }
    if (name == "begin" || name == "end") {
      raw_argument();
      return "";
    }
    if (name == "quad" || name == "qquad") return "  ";
    if (name == "displaystyle" || name == "limits" || name == "nolimits") return "";
    const auto at = std::lower_bound(kSymbols.begin(), kSymbols.end(), name,
                                     [](const Row& row, const std::string& key) { return row.first < key; });
    if (at != kSymbols.end() && at->first == name) return std::string(at->second);
    return "\\" + name;
  }

  std::string control_character() {
    if (rest_.empty()) return "\\";
    const char c = rest_[0];
    if (static_cast<unsigned char>(c) >= 0x80) return "\\";
    rest_.remove_prefix(1);
    if (c == '\\') return "<br>";
    if (c == ',' || c == ';' || c == ':' || c == ' ') return " ";
    if (c == '!') return "";
    return escape_markup(std::string_view(&c, 1));
  }

  std::string_view rest_;
};

}  // namespace

std::string math_markup(std::string_view latex) {
  return MathWriter(latex).run();
}

}  // namespace snug::chat
