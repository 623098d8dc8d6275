/** The icon for "opens in another page", in a blue that is visible in light and in dark mode. */
const EXTERNAL_LINK_ICON = encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
    <path fill="none" stroke="#3f87a6" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"
      d="M10 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4M14 4h6v6M20 4l-9 9"/>
  </svg>`,
)

/**
 * Web Chat's style. Colours are the page's own custom properties, so that dark mode and high contrast apply to the chat without
 * rendering it again.
 */
export const styleOptions = {
  accent: 'var(--action)',
  backgroundColor: 'var(--surface)',
  subtle: 'var(--muted)',
  primaryFont: 'inherit',

  bubbleBackground: 'var(--bubble)',
  bubbleBorderColor: 'var(--bubble)',
  bubbleBorderRadius: 14,
  bubbleTextColor: 'var(--text)',
  bubbleFromUserBackground: 'var(--own-bubble)',
  bubbleFromUserBorderColor: 'var(--own-bubble)',
  bubbleFromUserBorderRadius: 14,
  bubbleFromUserTextColor: 'var(--on-own-bubble)',
  bubbleMaxWidth: 640,
  bubbleMinWidth: 120,

  // Answers are Markdown or plain text, never HTML; and :) is not turned into an emoji.
  markdownRenderHTML: false,
  emojiSet: {},
  markdownExternalLinkIconImage: `url("data:image/svg+xml,${EXTERNAL_LINK_ICON}")`,
  hideUploadButton: true,
  maxMessageLength: 10_000,
  // The page itself retries while the connection is down, so Web Chat must not offer a retry meanwhile.
  sendTimeout: 290_000,
  // A long answer is read from its beginning.
  autoScrollSnapOnPage: true,
  autoScrollSnapOnPageOffset: -20,

  sendBoxBackground: 'var(--surface)',
  sendBoxTextColor: 'var(--text)',
  sendBoxPlaceholderColor: 'var(--muted)',
  sendBoxBorderTop: '1px solid var(--line)',
  sendBoxButtonColor: 'var(--action)',
  sendBoxButtonColorOnDisabled: 'var(--control-line)',
  sendBoxButtonShadeColorOnHover: 'var(--action-tint)',
  sendBoxButtonShadeColorOnActive: 'var(--action-tint)',
  sendBoxButtonShadeColorOnDisabled: 'transparent',
  sendBoxButtonShadeBorderRadius: 10,
  sendBoxButtonKeyboardFocusIndicatorBorderColor: 'var(--focus)',
  sendBoxButtonKeyboardFocusIndicatorBorderWidth: 3,
  sendBoxButtonKeyboardFocusIndicatorBorderRadius: 10,
  sendBoxButtonKeyboardFocusIndicatorInset: 2,
  sendBoxHeight: 56,
  sendBoxMaxHeight: 160,
  sendBoxTextWrap: true,

  suggestedActionLayout: 'flow',
  suggestedActionsFlowMaxHeight: 180,
  suggestedActionBackgroundColor: 'var(--surface)',
  suggestedActionBackgroundColorOnHover: 'var(--action-tint)',
  suggestedActionBackgroundColorOnActive: 'var(--action-tint)',
  suggestedActionBorderColor: 'var(--action)',
  suggestedActionBorderRadius: 20,
  suggestedActionBorderWidth: 1,
  suggestedActionTextColor: 'var(--action)',
  suggestedActionHeight: 40,
  suggestedActionKeyboardFocusIndicatorBorderColor: 'var(--focus)',
  suggestedActionKeyboardFocusIndicatorBorderStyle: 'solid',
  suggestedActionKeyboardFocusIndicatorBorderWidth: 2,
  suggestedActionKeyboardFocusIndicatorBorderRadius: 20,
  suggestedActionsVisualKeyboardIndicatorColor: 'var(--focus)',

  timestampColor: 'var(--muted)',
  notificationText: 'var(--muted)',
  failedConnectivity: 'var(--error)',
  transcriptVisualKeyboardIndicatorColor: 'var(--focus)',
  transcriptVisualKeyboardIndicatorWidth: 3,
  transcriptActivityVisualKeyboardIndicatorColor: 'var(--focus)',
  transcriptActivityVisualKeyboardIndicatorStyle: 'solid',
  transcriptActivityVisualKeyboardIndicatorWidth: 2,
  transcriptOverlayButtonBackground: 'var(--action)',
  transcriptOverlayButtonBackgroundOnHover: 'var(--action)',
  transcriptOverlayButtonBackgroundOnFocus: 'var(--action)',
  transcriptOverlayButtonColor: 'var(--on-action)',
  transcriptTerminatorBackgroundColor: 'var(--muted)',
  transcriptTerminatorColor: 'var(--surface)',
  toastErrorBackgroundColor: 'var(--surface)',
  toastErrorColor: 'var(--error)',
  toastInfoBackgroundColor: 'var(--action-tint)',
  toastInfoColor: 'var(--text)',
  toastSuccessBackgroundColor: 'var(--action-tint)',
  toastSuccessColor: 'var(--text)',
  toastWarnBackgroundColor: 'var(--notice)',
  toastWarnColor: 'var(--text)',
  toastSeparatorColor: 'var(--line)',
}
