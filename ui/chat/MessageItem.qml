import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// One row of the conversation: question, answer or failed load.
Item {
    id: row

    required property int index
    required property string author
    required property string modelName
    required property string text
    required property QtObject blocks
    required property string phase
    required property bool lastAnswer
    required property int branchIndex
    required property int branchCount
    required property real rate
    required property real firstToken
    required property int tokenCount
    required property int readTokens
    required property int readPercent
    required property int answersBelow
    required property string errorText
    required property ConversationModel conversation
    required property ActionRegistry actions
    property int columnWidth: 0
    /// The list has the focus and this is its current message
    property bool current: false
    /// The message in focus, or one of its controls is
    property bool near: false
    property real viewTop: 0
    property real viewBottom: 100000
    signal linkChosen(string url)

    implicitHeight: body.height
    Loader {
        id: body
        x: Math.round((row.width - row.columnWidth) / 2)
        width: row.columnWidth
        sourceComponent: row.author === "user" ? question : row.author === "failure" ? failure : answer
    }
    FocusRing {
        visible: row.current
        anchors.fill: body
        inset: -8
    }
    /// Where a block of an answer begins, 0 for what has none.
    function blockTop(block: int): real {
        const message = body.item as AnswerMessage;
        return message === null ? 0 : message.blockTop(block);
    }
    /// Turns a question into its editor.
    function beginEdit() {
        const message = body.item as UserMessage;
        if (message !== null)
            message.beginEdit();
    }

    Component {
        id: question
        UserMessage {
            reachable: row.near
            current: row.current
            text: row.text
            answersBelow: row.answersBelow
            branchIndex: row.branchIndex
            branchCount: row.branchCount
            onCopyWanted: row.conversation.copyMessage(row.index)
            onSendWanted: text => row.conversation.edit(row.index, text)
            onBranchChosen: index => row.conversation.showBranch(row.index, index)
        }
    }
    Component {
        id: failure
        LoadErrorCard {
            failure: row.conversation.failure
        }
    }
    Component {
        id: answer
        AnswerMessage {
            reachable: row.near || row.lastAnswer
            viewTop: row.viewTop
            viewBottom: row.viewBottom
            current: row.current
            modelName: row.modelName
            text: row.text
            blocks: row.blocks
            phase: row.phase
            lastAnswer: row.lastAnswer
            branchIndex: row.branchIndex
            branchCount: row.branchCount
            rate: row.rate
            firstToken: row.firstToken
            tokenCount: row.tokenCount
            readTokens: row.readTokens
            readPercent: row.readPercent
            errorText: row.errorText
            query: row.conversation.findQuery
            currentMatch: row.conversation.findRow === row.index ? row.conversation.findCurrent : -1
            regenerateKeys: row.actions.shortcutText("answer.regenerate")
            continueKeys: row.actions.shortcutText("answer.continue")
            copyKeys: row.actions.shortcutText("answer.copy")
            onCopyWanted: row.conversation.copyMessage(row.index)
            onCopyBlockWanted: blockRow => row.conversation.copyBlock(row.index, blockRow)
            onRegenerateWanted: row.conversation.regenerate(row.index)
            onContinueWanted: row.conversation.continueAnswer(row.index)
            onBranchWanted: row.conversation.branchFrom(row.index)
            onBranchChosen: index => row.conversation.showBranch(row.index, index)
            onSendWanted: text => row.conversation.editAnswer(row.index, text)
            onLinkChosen: url => row.linkChosen(url)
        }
    }
}
