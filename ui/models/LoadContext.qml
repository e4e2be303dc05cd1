import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The context slider of the load panel.
ContextSlider {
    id: slider

    required property LoadPanelModel panel

    fieldWidth: Type.rowHeight(72)
    gap: 15
    focus: true
    tokens: panel.contextTokens
    minimum: panel.contextMin
    maximum: panel.contextMax
    fits: panel.contextFits
    onTokensChosen: tokens => slider.panel.contextTokens = tokens
}
