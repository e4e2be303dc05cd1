import QtQuick

QtObject {
    id: conversation

    property string chatId: "kv"
    property string title: "KV cache on a 12 GB card"
    property bool empty: messages.count === 0
    property bool busy: false
    property ListModel messages: ListModel {}
    property string findQuery
    property int findCount: 0
    property int findCurrent: -1
    property int findRow: -1
    property int findBlock: -1
    property string bannerKind
    property string bannerText
    property ListModel bannerActions: ListModel {}
    property LoadFailure failure: null
    signal called(string verb)
    signal sent(int questionRow)
    signal finished(int row)

    /// Appends a message; what is not given has its default.
    function say(values: var) {
        messages.append(Object.assign({
            messageId: String(messages.count), author: "answer", modelName: "Llama 3.1 8B Instruct", text: "", blocks: [],
            phase: "done", lastAnswer: false, branchIndex: 1, branchCount: 1, rate: -1, firstToken: -1, tokenCount: -1,
            readTokens: 0, readPercent: 0, answersBelow: 0, errorText: ""
        }, values));
    }
    function block(values: var): var {
        return Object.assign({
            blockId: 0, kind: "text", html: "", text: "", level: 0, marker: "", alignments: "", language: "", lineCount: 0,
            seconds: -1, tokenCount: -1, quoteDepth: 0, closed: true, matchStart: -1
        }, values);
    }

    function copyMessage(row: int) { called("copyMessage"); }
    function copyBlock(row: int, blockRow: int) { called("copyBlock"); }
    function edit(row: int, text: string) { called("edit"); }
    function editAnswer(row: int, text: string) { called("editAnswer"); }
    function regenerate(row: int) { called("regenerate"); }
    function continueAnswer(row: int) { called("continueAnswer"); }
    function branchFrom(row: int) { called("branchFrom"); }
    function showBranch(row: int, index: int) { called("showBranch"); }
    function findNext() { called("findNext"); }
    function findPrevious() { called("findPrevious"); }
    function bannerAct(row: int) { called("bannerAct"); }
}
