package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import java.util.List;

/// From a command to the changes that it makes.
public final class Decisions {
  /// What a decision came to.
  ///
  /// @param numbered whether a number is taken even where there are no changes
  public record Decision(List<Change> changes, boolean numbered) {
    public Decision {
      changes = List.copyOf(changes);
    }
  }

  private Decisions() {}

  /// @throws io.hawser.orchestrator.company.RefusedException where the command may not be done
  public static Decision decide(Company company, Command command, long nowEpochMs) {
    List<Change> changes =
        switch (command) {
          case Command.ApplyCompany c -> SiteRules.apply(company, c.document());
          case Command.PutPolicy c -> PolicyRules.put(company, c);
          case Command.CreateClaim c -> ClaimRules.create(company, c, nowEpochMs);
          case Command.EnrolDevice c -> EnrolmentRules.enrol(company, c, nowEpochMs);
          case Command.ApproveEdge c -> EnrolmentRules.approve(company, c);
          case Command.RejectEdge c -> EdgeRules.reject(company, c);
          case Command.RevokeEdge c -> EdgeRules.revoke(company, c);
          case Command.RenewCertificate c -> EdgeRules.renew(company, c);
          case Command.ReportHello c -> FactRules.hello(company, c);
          case Command.ReportLinks c -> FactRules.links(company, c);
          case Command.TakeNumber _ -> List.of();
        };
    return new Decision(changes, !changes.isEmpty() || command instanceof Command.TakeNumber);
  }
}
