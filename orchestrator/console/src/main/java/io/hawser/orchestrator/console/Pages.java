package io.hawser.orchestrator.console;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import io.hawser.orchestrator.console.templates.JteapprovalsGenerated;
import io.hawser.orchestrator.console.templates.JteclaimsGenerated;
import io.hawser.orchestrator.console.templates.JteeventsGenerated;
import io.hawser.orchestrator.console.templates.JteexplainGenerated;
import io.hawser.orchestrator.console.templates.JtefaultGenerated;
import io.hawser.orchestrator.console.templates.JteloginGenerated;
import io.hawser.orchestrator.console.templates.JteoverviewGenerated;
import io.hawser.orchestrator.console.templates.JtepasswordGenerated;
import io.hawser.orchestrator.console.templates.JtepolicyGenerated;
import io.hawser.orchestrator.console.templates.JtesiteGenerated;
import io.hawser.orchestrator.console.templates.JtewhatifGenerated;
import io.hawser.orchestrator.console.templates.live.JteapprovalsliveGenerated;
import io.hawser.orchestrator.console.templates.live.JteeventsliveGenerated;
import io.hawser.orchestrator.console.templates.live.JteoverviewliveGenerated;
import io.hawser.orchestrator.console.templates.live.JtesiteliveGenerated;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Every page as HTML. The methods that end in `Live` give the part of a page that is fetched again
/// while it is open.
public final class Pages {
  private Pages() {}

  /// @param faultKey message of what was wrong with the last try, null: none
  public static String login(Page page, @Nullable String faultKey, String next) {
    return html(out -> JteloginGenerated.render(out, null, page, faultKey, next));
  }

  /// @param forced whether the reader must choose a password before anything else
  public static String password(Page page, @Nullable String faultKey, boolean forced) {
    return html(out -> JtepasswordGenerated.render(out, null, page, faultKey, forced));
  }

  public static String overview(Page page, NetworkView network, List<EventView> recent) {
    return html(out -> JteoverviewGenerated.render(out, null, page, network, recent));
  }

  public static String overviewLive(Page page, NetworkView network, List<EventView> recent) {
    return html(out -> JteoverviewliveGenerated.render(out, null, page, network, recent));
  }

  /// @param verdicts of the edge that stands there
  /// @param queues of its links
  public static String site(
      Page page,
      NetworkView network,
      SiteView site,
      List<VerdictView> verdicts,
      List<QueueView> queues,
      List<EventView> recent) {
    return html(
        out -> JtesiteGenerated.render(out, null, page, network, site, verdicts, queues, recent));
  }

  public static String siteLive(
      Page page,
      NetworkView network,
      SiteView site,
      List<VerdictView> verdicts,
      List<QueueView> queues,
      List<EventView> recent) {
    return html(
        out ->
            JtesiteliveGenerated.render(out, null, page, network, site, verdicts, queues, recent));
  }

  /// @param fault why the last decision was refused, null: it was not
  public static String approvals(Page page, NetworkView network, @Nullable String fault) {
    return html(out -> JteapprovalsGenerated.render(out, null, page, network, fault));
  }

  public static String approvalsLive(Page page, NetworkView network) {
    return html(out -> JteapprovalsliveGenerated.render(out, null, page, network));
  }

  public static String events(Page page, List<EventView> events, String kind) {
    return html(out -> JteeventsGenerated.render(out, null, page, events, kind));
  }

  public static String eventsLive(Page page, List<EventView> events) {
    return html(out -> JteeventsliveGenerated.render(out, null, page, events));
  }

  public static String policy(Page page, PolicyForm form) {
    return html(out -> JtepolicyGenerated.render(out, null, page, form));
  }

  public static String whatIf(Page page, WhatIfForm form) {
    return html(out -> JtewhatifGenerated.render(out, null, page, form));
  }

  public static String explain(Page page, NetworkView network, ExplainForm form) {
    return html(out -> JteexplainGenerated.render(out, null, page, network, form));
  }

  /// @param token of the claim just made, shown this once, null: none
  public static String claims(
      Page page,
      NetworkView network,
      List<ClaimView> claims,
      @Nullable String token,
      @Nullable String fault) {
    return html(out -> JteclaimsGenerated.render(out, null, page, network, claims, token, fault));
  }

  /// A page that says what went wrong.
  public static String fault(Page page, int status, String detail) {
    return html(out -> JtefaultGenerated.render(out, null, page, status, detail));
  }

  private static String html(Consumer<OwaspHtmlTemplateOutput> template) {
    StringOutput text = new StringOutput();
    template.accept(new OwaspHtmlTemplateOutput(text));
    return text.toString();
  }
}
